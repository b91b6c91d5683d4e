import type { Messages } from "../en";

export const profiles: Messages["profiles"] = {
  choice: "De quién es la letra",
  button: (name) => `De quién es la letra: ${name}`,
  everybody: "De cualquiera",
  help: "Con un perfil, los modelos aprenden a fondo la letra de una persona y le responden a ella con lo aprendido. Los demás reciben de esas correcciones solo lo que deja pasar un control más estricto.",
  corrections: (count) => `correcciones: ${count}`,
  create: "Perfil nuevo",
  name: "Nombre",
  add: "Crear y usar",
  exists: (name) => `Ya hay un perfil llamado ${name}.`,
  wrongName:
    "Un nombre tiene letras, cifras, espacios y . @ + - _ y empieza por una letra o una cifra.",
  remove: (name) => `Borrar ${name}`,
  sure: (name) =>
    `¿Borrar ${name}? Sus correcciones, sus predicciones y todo lo aprendido de ellas desaparecerán para siempre.`,
  keep: "Conservarlo",
  removeForGood: "Borrar para siempre",
  chosen: (name) => `Ahora responde para ${name}.`,
  removed: (name) => `${name} se ha borrado.`,
  gone: (name) => `El perfil ${name} no está en este servidor: responde para cualquiera.`,
};
