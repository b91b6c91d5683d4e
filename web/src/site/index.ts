export { createSite } from "./site";
export { messagesOnSite } from "./words";
