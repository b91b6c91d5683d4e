export { createSite } from "./site";
export { SITE_CATALOGUE } from "./words";
