import type { place as en } from "../en/place";

export const place: typeof en = {
  legend: "Dónde se reconoce",
  device: "En este dispositivo",
  server: "En el servidor",
  stays:
    "Tus imágenes se quedan en este dispositivo, fuera del historial, hasta que corrijas una respuesta.",
  insteadDevice: "El servidor no contesta: esto se ha reconocido en tu dispositivo.",
  insteadServer: "Tu dispositivo no ha podido: esto se ha reconocido en el servidor.",
};
