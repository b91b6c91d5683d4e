import type { keeping as enKeeping, privacy as enPrivacy } from "../en/keeping";

export const keeping: typeof enKeeping = {
  label: "Estado de esta página",
  offline: "Sin conexión",
  back: "De nuevo en línea",
  waiting: (count) => `${count} por enviar`,
  refused: (count) => `${count} sin aceptar`,
  details: "Detalles",
  notDurable:
    "Este navegador no guarda nada aquí: lo que corrijas se pierde al cerrar la página, salvo que ya se haya enviado.",
  ready: "Esta página ya funciona también sin conexión.",
  away: "El servidor no responde. Este dispositivo sigue por sí solo: reconoce, guarda lo que digas y lo envía después.",
  awayOnly: "El servidor no responde. Lo que digas se guarda aquí y se envía después.",
  awaySite: "No hay red. Aquí nada la necesita.",
  help: "Estas correcciones están guardadas en este dispositivo. Las que esperan se envían solas, en orden, en cuanto el servidor responde.",
  none: "El servidor tiene todo lo que se ha dicho aquí.",
  sendNow: "Enviar ahora",
  more: (count) => `Y ${count} más.`,
  said: (recogniser, labels) => `${recogniser} → ${labels}`,
  picture: "La imagen corregida",
  states: {
    waiting: "Espera a ser enviada.",
    withdrawing: "Retirada; falta decírselo al servidor.",
  },
  refusal: (why) => `El servidor no la acepta. ${why}`,
  takeBack: (said) => `Retirar ${said}`,
  sendAgain: (said) => `Enviar ${said} otra vez`,
};

export const privacy: typeof enPrivacy = {
  server: "Sin cuenta ni rastreadores: tus imágenes van a este servidor y a ningún otro lugar.",
  device:
    "Sin cuenta ni rastreadores: tus imágenes se quedan en este dispositivo. Solo lo que corrijas, y lo que este dispositivo no pueda hacer, va a este servidor y a ningún otro lugar.",
  site: "Sin cuenta, sin rastreadores y sin servidor: tus imágenes y correcciones se quedan en este dispositivo.",
};
