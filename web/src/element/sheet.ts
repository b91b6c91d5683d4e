/** How a board looks. Constructed, so that a page's policy need not allow inline styles. */

const STYLE = `
:host { display: block; max-width: 40rem; }
:host([hidden]) { display: none; }
.frame { display: grid; grid-template-columns: minmax(10rem, 18rem) minmax(10rem, 1fr); gap: 1rem; }
.paper { position: relative; aspect-ratio: 1; border: 1px solid; border-radius: 0.5rem;
  background: var(--vistazo-paper, Canvas); }
canvas { display: block; width: 100%; height: 100%; color: var(--vistazo-ink, CanvasText);
  cursor: crosshair; touch-action: none; user-select: none; -webkit-user-select: none; }
p, ol { margin: 0; padding: 0; }
.prompt { position: absolute; inset: 0; display: grid; place-items: center; pointer-events: none; }
.tools { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-block-start: 0.5rem; }
button { min-height: 2.25rem; min-width: 2.25rem; padding-inline: 0.75rem; font: inherit; }
button[aria-disabled="true"] { opacity: 0.6; }
.label { min-height: 1.2em; font-size: 3rem; font-weight: 600; line-height: 1.2;
  overflow-wrap: anywhere; }
.verdict { min-height: 1.5em; }
ol { list-style: none; margin-block-start: 0.5rem; }
li { display: grid; grid-template-columns: 3.5rem 1fr 4.5rem; gap: 0.5rem; align-items: center;
  min-height: 1.75rem; }
.name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.share { text-align: end; font-variant-numeric: tabular-nums; }
.track { height: 0.5rem; border-radius: 0.25rem; overflow: hidden;
  background: color-mix(in srgb, CanvasText 15%, Canvas); }
.fill { display: block; height: 100%; background: var(--vistazo-accent, #0c8078);
  transform: scaleX(var(--share, 0)); transform-origin: left; }
.message { grid-column: 1 / -1; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
[hidden] { display: none; }
@media (max-width: 26rem) { .frame { grid-template-columns: 1fr; } }
@media (forced-colors: active) { .fill { background: Highlight; } .track { border: 1px solid; } }
`;

let made: CSSStyleSheet | null = null;

/** One for all boards of a page. */
export function sheet(): CSSStyleSheet {
  if (!made) {
    made = new CSSStyleSheet();
    made.replaceSync(STYLE);
  }
  return made;
}
