import type { SiteWords } from "../en/site";

export const site: SiteWords = {
  noPhotos: "Ningún modelo de esta página reconoce fotos.",
  noLines: "Ningún modelo de esta página lee líneas.",
  models: "Lo que este dispositivo ha aprendido para cada reconocedor.",
  nothingLearned:
    "Aquí aún no se ha aprendido nada. Corrige una respuesta: la página aprende de ella en un segundo, más o menos.",
  away: "No se puede traer un archivo de esta página. No se pierde nada; se sigue intentando…",
  unexpected: "Este dispositivo no ha podido responder.",
  missing: "Esta página no tiene este modelo.",
};
