import type { taught as en } from "../en/taught";

export const taught: typeof en = {
  title: "En este dispositivo",
  nothing:
    "Aquí todavía no se ha aprendido nada. Elige «En este dispositivo» donde dibujas y corrige una respuesta: la página aprende de ella en cosa de un segundo.",
  cannot: "Este modelo vino sin lo que necesita para aprender en un dispositivo.",
  learned: (count) => `Correcciones aprendidas: ${count}`,
  said: (count) => `Correcciones guardadas para aprender: ${count}`,
  answers: "Responde aquí",
  older:
    "Esto pertenece a una versión anterior del modelo. Se aprenderá de nuevo en cuanto se le pregunte a este dispositivo.",
  needless: "El modelo tal como vino ya acierta en todo ello.",
  unlearned: "Nada de ello responde: responde el modelo tal como vino.",
  export: "Exportar .onnx",
  exportHelp: "El modelo entero con lo aprendido aquí, para cualquier otro dispositivo o servidor.",
  exporting: "Escribiendo el archivo…",
  exported: (name) => `Escrito: ${name}`,
  forget: "Olvidar…",
  forgetTitle: (model) => `¿Olvidar lo que este dispositivo aprendió para ${model}?`,
  forgetHelp:
    "Se borran las correcciones guardadas aquí y todo lo aprendido de ellas, de todos los perfiles de este dispositivo. Lo que ya se dijo al servidor se queda allí, y lo que aún espera se enviará. No se puede deshacer: exporta antes el modelo si quieres conservarlo.",
  forgetAction: "Olvidar",
  forgotten: "Olvidado. Vuelve a responder el modelo tal como vino.",
  files: "Modelos desde archivos",
  filesHelp:
    "Un archivo .onnx escrito por Vistazo, por ejemplo exportado en otro dispositivo. Se puede elegir donde dibujas, en este dispositivo, hasta que se cierre la página; no aprende.",
  open: "Abrir un archivo de modelo…",
  opening: "Abriendo el archivo…",
  opened: (name) => `${name} se puede elegir donde dibujas, en este dispositivo.`,
  notDrawn: (name) =>
    `${name} no sirve para dibujar una sola cosa, y solo para eso se pueden abrir archivos.`,
  notOpened: "Este archivo no se puede abrir. Debe ser un modelo escrito por Vistazo.",
  closed: (name) => `${name} está cerrado.`,
  closeFile: (name) => `Cerrar ${name}`,
  labels: (count) => `Etiquetas: ${count}`,
  failed: "Eso no ha funcionado.",
};
