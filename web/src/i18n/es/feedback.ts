import type { Messages } from "../en";

export const feedback: Messages["feedback"] = {
  question: "¿Es correcto?",
  right: "Sí, es correcto",
  wrong: "No, corregirlo",
  picker: "¿Qué es en realidad?",
  find: "Buscar una etiqueta",
  pickHelp: "Escribe para buscar, muévete con las flechas y elige con Intro.",
  pickManyHelp: "Elige todas las etiquetas que correspondan y guarda.",
  labels: "Etiquetas",
  nothingFound: (query) => `Ninguna etiqueta se llama «${query}».`,
  none: "Ninguna de estas",
  newLabel: "Etiqueta nueva…",
  newLabelName: "Nombre de la etiqueta nueva",
  newLabelHelp:
    "El modelo tendrá una etiqueta más. Le hacen falta unos diez ejemplos para conocerla bien.",
  newLabelExists: (label) => `«${label}» ya existe: elígela en la lista.`,
  addLabel: (label) => `Añadir «${label}» y guardar`,
  addAnyLabel: "Añadir y guardar",
  back: "Volver",
  save: "Guardar",
  aboutPicture: "La imagen que se corrige",

  result: "Qué ha pasado",
  saving: "Guardando…",
  unsaved: (why) => `Aún sin guardar. ${why}`,
  sentLater: "Guardado en este dispositivo; se envía cuando vuelva el servidor.",
  saved: "Guardado: era correcto.",
  learning: "Guardado. Aprendiendo…",
  asking: "Preguntando otra vez al modelo…",
  versionNumber: (number) => `la versión ${number}`,
  liveVersion: "la versión activa",
  thisDevice: "este dispositivo",
  readsAs: (label, confidence) => `lo lee como ${label} (${confidence})`,
  readsNothing: "no lo reconoce",
  sees: (labels) => `da ${labels}`,
  seen: (label, probability) => `${label} (${probability})`,
  seesNothing: "no da ninguna de sus etiquetas",
  learned: (version, says) => `Aprendido: ${version} ${says}.`,
  alreadyRight: (version, says) => `Ya es correcto: ${version} ${says}.`,
  notYet: (version, says, reasons) => `Aún no aprendido: ${version} ${says}. ${reasons}`,
  refused: (version, says, reasons) =>
    `Aún no aprendido: ${version} ${says}. El control ha dicho que no. ${reasons}`,
  waiting: (candidate, version, says) =>
    `Aún no activa: ${candidate} ha pasado el control y espera en Modelos. Hasta entonces ${version} ${says}.`,
  unlearned: (version, says) => `Guardado, pero no se ha aprendido nada: ${version} ${says}.`,
  unclear: (why) => `Guardado. No se sabe qué dice ahora el modelo. ${why}`,
  withdrawn: "Retirado.",
  notWithdrawn: (why) => `No se ha podido retirar. ${why}`,
  takeBack: "Retirar",
  dismiss: "Cerrar este mensaje",
  decision: "La decisión del control",
  why: "Todas las pruebas",
};

export const checks: Messages["checks"] = {
  golden: (answers, now, base, limit) =>
    `De ${answers} respuestas de oro acierta el ${now}, la primera versión el ${base}; puede perderse como mucho el ${limit}.`,
  flips: (gained, lost, chance) =>
    `Respuestas de oro ganadas frente a la versión activa: ${gained}, perdidas: ${lost}. El azar solo da tanta diferencia con probabilidad ${chance}.`,
  past: (lost) => `Imágenes corregidas que volverían a fallar: ${lost}; no puede haber ninguna.`,
  taken_back: (right, corrections) =>
    `Se han retirado correcciones; de las que quedan acierta: ${right} de ${corrections}.`,
  learned: (gained, right, corrections) =>
    `Imágenes corregidas que ahora acierta: ${gained}; en total ${right} de ${corrections}.`,
  noneLearned: "No se ha aprendido ninguna corrección.",
  leftOut: {
    kept: "Se guarda, pero no se aprende aquí:",
    waiting: (count) => `de etiquetas nuevas que necesitan más imágenes: ${count}.`,
    doubted: (count) => `imposibles para la primera versión: ${count} (un perfil las aprende).`,
    distrusted: (count) =>
      `de alguien que contradice todo lo demás: ${count} (un perfil las aprende).`,
  },
  held_out: (pictures, gained, lost) =>
    `Imágenes corregidas que juzga un gemelo que no las aprendió: ${pictures}, de ellas ganadas ${gained}, perdidas ${lost}; no pueden perderse más de las que se ganan.`,
  calibration: (now, before, limit) =>
    `Su confianza se desvía un ${now} de media, antes un ${before}; puede crecer como mucho un ${limit}.`,
  unknown: (now, before) =>
    `De lo que no es ninguna de sus etiquetas llama desconocido al ${now}, la primera versión al ${before}.`,
  size: (now, before) => `El archivo ocupa ${now}, al principio ${before}.`,
  time: (now, before) => `Una imagen pequeña tarda ${now}, con la versión activa ${before}.`,
  parity: (difference, limit) =>
    `Las respuestas del archivo difieren de las calculadas en ${difference}; se admite ${limit}.`,
  passed: "Pasada",
  failed: "No pasada",
};
