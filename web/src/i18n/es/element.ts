import type { ElementWords } from "../en/element";

export const element: ElementWords = {
  board: "Pizarra",
  empty: "Pizarra vacía",
  strokes: (count) => `Pizarra, trazos: ${count}`,
  prompt: "Dibuja aquí",
  undo: "Deshacer",
  redo: "Rehacer",
  clear: "Borrar",
  answer: "Respuesta",
  bars: "Lo más probable",
  loading: "Cargando el modelo…",
  sure: "Seguro",
  unsure: "Con dudas",
  unknown: "Nada conocido",
  announced: (label, verdict, share) => `${label}. ${verdict}. Confianza: ${share}.`,
  unnamed: "Falta el modelo. El atributo «model» lleva la dirección de un archivo .onnx.",
  missing: (address) => `No se ha podido traer ningún modelo de ${address}.`,
  foreign: (address) => `${address} no es un modelo hecho por Vistazo, o está dañado.`,
  undrawn: (address) => `${address} es para fotos, no para dibujos.`,
  failed: "Este navegador no puede ejecutar el modelo.",
};
