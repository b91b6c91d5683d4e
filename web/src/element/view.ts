/** What is inside a board's shadow: made once, and changed from then on. */

import { createFormat } from "../i18n/format";
import type { Answer } from "./vistazo";
import type { Speech } from "./words";

const ACTIONS = ["undo", "redo", "clear"] as const;
export type Action = (typeof ACTIONS)[number];

/** Milliseconds without a change before an answer is read out. */
const QUIET = 900;

export interface Shown {
  readonly strokes: number;
  readonly can: Readonly<Record<Action, boolean>>;
  readonly answer: Answer | null;
  /** Why there is no answer, or what is being waited for. */
  readonly message: string;
}

export class View {
  readonly canvas = make("canvas", "canvas", { role: "img" });
  readonly #prompt = make("p", "prompt", { "aria-hidden": "true" });
  readonly #buttons = new Map(ACTIONS.map((action) => [action, make("button", action)]));
  readonly #label = make("p", "label");
  readonly #verdict = make("p", "verdict");
  readonly #bars = make("ol", "bars");
  readonly #answer = make("div", "answer", { role: "group" });
  readonly #message = make("p", "message", { role: "status" });
  readonly #announcer = make("p", "unseen", { role: "status" });
  #quiet: ReturnType<typeof setTimeout> | undefined;

  constructor(root: ShadowRoot, act: (action: Action) => void) {
    const paper = make("div", "paper");
    paper.append(this.canvas, this.#prompt);
    const tools = make("div", "tools");
    for (const [action, button] of this.#buttons) {
      button.type = "button";
      button.addEventListener("click", () => act(action));
      tools.append(button);
    }
    const board = make("div", "board");
    board.append(paper, tools);
    this.#answer.append(this.#label, this.#verdict, this.#bars);
    const frame = make("div", "frame");
    frame.append(board, this.#answer, this.#message, this.#announcer);
    root.append(frame);
  }

  show({ strokes, can, answer, message }: Shown, { language, words }: Speech, rows: number): void {
    const format = createFormat(language);
    const name = strokes > 0 ? words.strokes(format.count(strokes)) : words.empty;
    this.canvas.setAttribute("aria-label", name);
    this.#prompt.textContent = words.prompt;
    this.#prompt.hidden = strokes > 0;
    for (const [action, button] of this.#buttons) {
      button.textContent = words[action];
      button.setAttribute("aria-disabled", String(!can[action]));
    }
    this.#answer.setAttribute("aria-label", words.answer);
    this.#bars.setAttribute("aria-label", words.bars);
    this.#message.textContent = message;
    this.#message.hidden = message === "";
    const isKnown = answer !== null && answer.verdict !== "unknown";
    this.#label.textContent = isKnown ? answer.label : "";
    this.#verdict.textContent = answer ? words[answer.verdict] : "";
    this.#showBars(answer, rows, format.percent);
    this.#announce(
      isKnown
        ? words.announced(answer.label, words[answer.verdict], format.percent(answer.confidence))
        : (answer && words.unknown) || "",
    );
  }

  stop(): void {
    clearTimeout(this.#quiet);
  }

  /** As many rows as there may be, so that nothing moves when an answer comes. */
  #showBars(answer: Answer | null, rows: number, percent: (share: number) => string): void {
    while (this.#bars.children.length > rows) this.#bars.lastElementChild?.remove();
    while (this.#bars.children.length < rows) {
      const bar = make("li", "bar");
      const track = make("span", "track", { "aria-hidden": "true" });
      track.append(make("span", "fill"));
      bar.append(make("span", "name"), track, make("span", "share"));
      this.#bars.append(bar);
    }
    for (const [index, bar] of [...this.#bars.children].entries()) {
      const score = answer?.scores[index];
      const [name, track, share] = bar.children;
      if (name) name.textContent = score?.label ?? "";
      if (share) share.textContent = score ? percent(score.probability) : "";
      const fill = track?.firstElementChild as HTMLElement | null | undefined;
      fill?.style.setProperty("--share", String(score?.probability ?? 0));
    }
  }

  #announce(text: string): void {
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => {
      this.#announcer.textContent = text;
    }, QUIET);
  }
}

/** An element that a page's style sheet reaches by the name of its part. */
function make<Name extends keyof HTMLElementTagNameMap>(
  tag: Name,
  part: string,
  attributes: Readonly<Record<string, string>> = {},
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(tag);
  element.className = part;
  element.part.add(part);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
