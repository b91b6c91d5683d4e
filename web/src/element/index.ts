export { defineCanvas } from "./canvas";
export { VistazoError } from "./error";
export { Recogniser } from "./recogniser";
