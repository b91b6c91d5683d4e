import type { keeping as enKeeping, privacy as enPrivacy } from "../en/keeping";

export const keeping: typeof enKeeping = {
  label: "Estado de esta página",
  away: "Sin conexión: este dispositivo sigue por sí solo y envía después lo que digas.",
  awayOnly: "Sin conexión: lo que digas se guarda aquí y se envía después.",
  awaySite: "Sin conexión. Aquí nada necesita la red.",
  back: "De nuevo en línea.",
  ready: "Esta página ya funciona también sin conexión.",
  waiting: (count) => `Correcciones por enviar: ${count}`,
  refused: (count) => `Correcciones que el servidor no ha aceptado: ${count}`,
  show: "Mostrarlas",
  notDurable:
    "Este navegador no guarda nada aquí: lo que corrijas se pierde al cerrar la página, salvo que ya se haya enviado.",
  title: "Correcciones en este dispositivo",
  help: "Se envían solas, en orden, en cuanto el servidor responde. No hay que hacer nada.",
  none: "Ya no espera nada.",
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
