import type { archives as en } from "../en/archives";

export const archives: typeof en = {
  "zip-unreadable": "Esto no es un zip, o está dañado. Comprímelo otra vez.",
  "zip-too-large":
    "Este zip contiene demasiado: puede tener 10.000 archivos y ocupar 4 GB descomprimido. Divídelo.",
};
