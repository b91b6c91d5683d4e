import type { Messages } from "./en";
import { archives } from "./es/archives";
import { checks, feedback } from "./es/feedback";
import { keeping, privacy } from "./es/keeping";
import { naming } from "./es/naming";
import { batches, photos } from "./es/photos";
import { place } from "./es/place";
import { profiles } from "./es/profiles";
import { reading } from "./es/reading";
import { records } from "./es/records";
import { said } from "./es/said";
import { taught } from "./es/taught";
import { jobs, versions } from "./es/versions";

export const es: Messages = {
  skipToAnswer: "Saltar a la respuesta",
  skipToList: "Saltar a la lista",
  close: "Cerrar",
  cancel: "Cancelar",

  tabs: "Qué hacer",
  draw: "Dibujar",
  read: "Leer",
  photo: "Foto",
  batch: "Lote",
  corrections: "Correcciones",
  history: "Historial",
  models: "Modelos",
  tabMissing:
    "Esta parte de la página no se pudo cargar o ha fallado. El resto sigue funcionando y no se pierde nada.",
  introduction:
    "Vistazo lo reconoce mientras dibujas y te muestra cuánta seguridad tiene y dónde ha mirado.",
  subjects: {
    digit: {
      pageTitle: "Vistazo: dibuja un dígito",
      heading: "Dibuja un dígito",
      prompt: "Dibuja un dígito y aquí aparecerá la respuesta.",
      unknown: "No es un dígito",
      looksLike: (label) => `Parece un ${label}.`,
      probably: (label) => `Probablemente un ${label}.`,
      perhaps: (label, other) => `Quizá un ${label}, quizá un ${other}.`,
      nothingLike: (label) =>
        `Aquí no hay nada que parezca un dígito. Lo más cercano es un ${label}.`,
    },
    character: {
      pageTitle: "Vistazo: dibuja un carácter",
      heading: "Dibuja un carácter",
      prompt: "Dibuja una letra, un dígito o un símbolo y aquí aparecerá la respuesta.",
      unknown: "No es un carácter",
      looksLike: (label) => `Parece ${label}.`,
      probably: (label) => `Probablemente ${label}.`,
      perhaps: (label, other) => `Quizá ${label}, quizá ${other}.`,
      nothingLike: (label) =>
        `Aquí no hay nada que parezca un carácter. Lo más cercano es ${label}.`,
    },
    other: {
      pageTitle: "Vistazo: dibuja",
      heading: "Dibuja",
      prompt: "Dibuja algo y aquí aparecerá la respuesta.",
      unknown: "Nada conocido",
      looksLike: (label) => `Parece ${label}.`,
      probably: (label) => `Probablemente ${label}.`,
      perhaps: (label, other) => `Quizá ${label}, quizá ${other}.`,
      nothingLike: (label) =>
        `Aquí no hay nada que se parezca a lo que este modelo conoce. Lo más cercano es ${label}.`,
    },
  },
  model: "Modelo",
  modelNames: { digits: "Dígitos", characters: "Caracteres", photos: "Fotos" },
  prior: "Se espera",
  priors: {
    own: "Cualquier carácter",
    digits: "Dígitos",
    upper: "Mayúsculas",
    lower: "Minúsculas",
    letters: "Letras",
    alphanumeric: "Letras y dígitos",
    symbols: "Símbolos",
    text: "Texto corrido",
    uniform: "Todos por igual",
    collected: "Como se recogieron",
  },

  preferences: "Preferencias",
  languageChoice: "Idioma",
  themeChoice: "Aspecto",
  themes: { system: "Sistema", light: "Claro", dark: "Oscuro" },

  board: "Pizarra",
  boardEmpty: "Pizarra vacía",
  boardStrokes: (count) => `Pizarra, trazos: ${count}`,
  boardPrompt: "Dibuja aquí",
  boardPromptWide: "Escribe aquí",
  boardHint: "O suéltala en la pizarra, o pégala. PNG, JPEG o WebP.",
  dropHere: "Suelta aquí la imagen",
  tools: "Herramientas de dibujo",
  pen: "Lápiz",
  eraser: "Goma",
  brushWidth: "Grosor del trazo",
  undo: "Deshacer",
  redo: "Rehacer",
  clear: "Borrar todo",
  upload: "Subir una imagen",
  backToDrawing: "Volver al dibujo",
  pictureNamed: (name) => `Tu imagen, ${name}`,
  pictureUnshown: "Este navegador no puede mostrar el archivo.",
  pastedPicture: "imagen pegada",

  notices: {
    nothingToPaste: "No hay ninguna imagen en el portapapeles.",
    nothingDropped: "Eso no era un archivo. Suelta una imagen de tu dispositivo.",
    onlyOne: (name) => `Una imagen cada vez: esta es ${name}.`,
  },

  answer: "Respuesta",
  looking: "Mirando…",
  noAnswer: "Sin respuesta",
  verdicts: { sure: "Seguro", unsure: "Dudoso" },
  announcement: (label, verdict, confidence) => `${label}. ${verdict}. Confianza: ${confidence}.`,
  announcementUnknown: (verdict, label) => `${verdict}. Lo más cercano: ${label}.`,
  confidence: "Confianza",
  confidences: "Confianza en cada etiqueta",
  mostProbable: "Lo más probable",
  allLabels: (count) => `Las ${count} etiquetas`,
  labelGroups: { digits: "Dígitos", upper: "Mayúsculas", lower: "Minúsculas", others: "Símbolos" },
  confidenceHelp: "Elige una etiqueta para ver qué habla a su favor y en su contra.",
  confidenceOf: (label, probability) => `${label}: ${probability}`,

  insight: "Cómo ha llegado a esto",
  seen: "Qué ha visto",
  seenDescription: "La imagen después de que el modelo la limpie, la recorte y la centre",
  looked: (label) => `Dónde ha mirado: ${label}`,
  lookedEmpty: "Dónde ha mirado",
  lookedDescription: (label) =>
    `Mapa de calor de los lugares que hablan a favor y en contra de «${label}»`,
  evidenceFor: "a favor",
  evidenceAgainst: "en contra",
  place,
  timeServer: (time) => `${time} en el servidor`,
  timeDevice: (time) => `${time} en este dispositivo`,
  timeTotal: (time) => `${time} en total`,

  writingLines: "Pauta",
  writingLinesHint: "El tamaño y el lugar en la pauta distinguen , de ' y o de O y 0.",

  ...naming,
  keeping,
  reading,
  photos,
  batches,
  said,
  feedback,
  checks,
  records,
  versions,
  taught,
  jobs,
  profiles,

  failures: {
    away: "El servidor no responde. No se pierde nada; reintentando…",
    busy: "El servidor está ocupado. No se pierde nada; reintentando…",
    tooLarge: (size, limit) => `Este archivo es demasiado grande: ${size}. El límite es ${limit}.`,
    unexpected: "El servidor no ha podido responder.",
  },
  tryAgain: "Reintentar",
  loading: "Cargando…",
  problems: {
    "empty-image": "Este archivo está vacío.",
    "unsupported-image": "Esto no es una imagen que se pueda leer. Sirven PNG, JPEG y WebP.",
    "damaged-image": "Esta imagen está dañada: está incompleta o no se puede descodificar.",
    "image-too-large": "Esta imagen tiene demasiados píxeles.",
    "unusable-image": "Esta imagen no se puede usar.",
    "body-too-large": "Este archivo es demasiado grande para el servidor.",
    "body-timeout":
      "El archivo ha tardado demasiado en llegar. Prueba otra vez o con uno más pequeño.",
    "unsupported-media-type": "El servidor no admite archivos de este tipo.",
    ...archives,
    "model-not-found": "El servidor no tiene este modelo.",
    "reader-not-found": "Este modelo no lee líneas de texto.",
    "bank-not-found": "Este modelo vino sin lo que necesita para aprender.",
    internal: "Algo ha fallado en el servidor. Su registro dice más.",
    "not-found": "El servidor ya no tiene esto.",
    "unknown-label": "El modelo no tiene esta etiqueta.",
    conflict: "Alguien se ha adelantado. Mira cómo está todo ahora y prueba otra vez.",
    "gate-refused": "El control ha rechazado esta versión. Publicarla exige un motivo.",
    "storage-unavailable":
      "El servidor no llega a su almacén. Reconocer sigue funcionando; prueba lo demás en un rato.",
    "storage-full": "Al servidor no le queda sitio para guardar nada. No se ha guardado nada.",
    "foreign-origin": "El servidor solo acepta cambios desde su propia página.",
  },

  shortcuts: "Atajos de teclado",
  singleKeys: "Usar atajos de una sola letra o signo",
  shortcutNames: {
    undo: "Deshacer",
    redo: "Rehacer",
    clear: "Borrar la pizarra o volver al dibujo",
    pen: "Lápiz",
    eraser: "Goma",
    correct: "Corregir el texto",
    thinner: "Trazo más fino",
    thicker: "Trazo más grueso",
    upload: "Subir una imagen",
    paste: "Pegar una imagen",
    help: "Mostrar esta lista",
  },
  keys: { control: "Ctrl", shift: "Mayús", escape: "Esc", delete: "Supr" },
  or: "o",

  privacy,
  apiDocumentation: "Documentación de la API",
};
