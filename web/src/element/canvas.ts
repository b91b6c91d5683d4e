import { modelProblem } from "../local/problem";
import { DEVICE_PACE, LiveRecognition } from "../recognition/live";
import type { Picture } from "../recognition/picture";
import type { Stroke } from "../strokes/stroke";
import { VistazoError } from "./error";
import { Recogniser } from "./recogniser";
import { sheet } from "./sheet";
import { Sketch } from "./sketch";
import { type Action, View } from "./view";
import type { Answer, VistazoCanvas } from "./vistazo";
import { speechFor, type Words } from "./words";

const BARS = 5;

/** Where there are no elements, as on a server that renders pages, the module still loads. */
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/** What is loaded is shared by all boards of a page. */
const opened = new Map<string, Promise<Recogniser>>();

function open(model: string): Promise<Recogniser> {
  const address = new URL(model, document.baseURI).href;
  const found = opened.get(address) ?? Recogniser.open(address);
  opened.set(address, found);
  found.catch(() => opened.delete(address));
  return found;
}

export class CanvasElement extends Base implements VistazoCanvas {
  static readonly formAssociated = true;
  static readonly observedAttributes = ["model", "prior", "lang", "bars"];
  readonly #internals = this.attachInternals();
  readonly #live = new LiveRecognition<Answer>((picture) => this.#ask(picture), DEVICE_PACE);
  readonly #view: View;
  readonly #sketch: Sketch;
  #recogniser: Recogniser | null = null;
  #answer: Answer | null = null;
  #message: (words: Words) => string = () => "";

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet()];
    this.#view = new View(root, (action) => this.#sketch.step(action));
    this.#sketch = new Sketch(this.#view.canvas, (growing) => this.#look(growing));
    this.#live.subscribe(() => this.#hear());
    this.addEventListener("keydown", (event) => this.#press(event));
  }

  get value(): string {
    const answer = this.#answer;
    return answer && answer.verdict !== "unknown" ? answer.label : "";
  }

  get answer(): Answer | null {
    return this.#answer;
  }

  undo(): void {
    this.#sketch.step("undo");
  }

  redo(): void {
    this.#sketch.step("redo");
  }

  clear(): void {
    this.#sketch.step("clear");
  }

  connectedCallback(): void {
    this.#sketch.start();
    void this.#load();
  }

  disconnectedCallback(): void {
    this.#sketch.stop();
    this.#view.stop();
    this.#live.clear();
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (!this.isConnected || before === now) return;
    if (name === "model") void this.#load();
    else if (name === "prior") this.#look(null);
    else this.#show();
  }

  formResetCallback(): void {
    this.clear();
  }

  async #load(): Promise<void> {
    const model = this.getAttribute("model") ?? "";
    this.#recogniser = null;
    this.#live.clear();
    this.#say((words) => (model === "" ? words.unnamed : words.loading));
    if (model === "") return;
    const found = await open(model).catch((error: unknown) => error);
    // Another one may have been named since, or the board taken away.
    if (this.getAttribute("model") !== model || !this.isConnected) return;
    if (!(found instanceof Recogniser)) {
      this.#fail(found, model);
    } else if (found.input !== "ink") {
      this.#say((words) => words.undrawn(model));
      const told = `${model} takes photos, not drawings.`;
      this.#tell("failure", new VistazoError("invalid-model", told));
    } else {
      this.#recogniser = found;
      this.#say(() => "");
      this.#look(null);
    }
  }

  #fail(error: unknown, model: string): void {
    const reason = error instanceof VistazoError ? error.reason : "unavailable";
    this.#say((words) => {
      if (reason === "model-not-found") return words.missing(model);
      return reason === "invalid-model" ? words.foreign(model) : words.failed;
    });
    this.#tell("failure", error);
  }

  /** Something was drawn, or taken back. */
  #look(growing: Stroke | null): void {
    this.#show();
    if (!this.#recogniser) return;
    const source = () => this.#sketch.picture(growing);
    if (growing) this.#live.follow(source);
    else if (this.#sketch.strokes.length > 0) this.#live.replace(source);
    else this.#live.clear();
  }

  async #ask(picture: Picture): Promise<Answer> {
    if (!this.#recogniser || picture.kind !== "grey") throw modelProblem("There is no model yet.");
    try {
      return await this.#recogniser.recognise(picture, { prior: this.getAttribute("prior") });
    } catch (error) {
      // Asking the same again would not help.
      throw modelProblem(error instanceof Error ? error.message : String(error));
    }
  }

  #hear(): void {
    const state = this.#live.state();
    if (state.status === "failed") {
      const { failure } = state;
      const detail = failure.kind === "problem" ? failure.detail : failure.kind;
      this.#fail(new VistazoError("unavailable", detail), "");
    } else if (state.status === "answered") {
      this.#message = () => "";
      this.#become(state.answer);
      this.#tell("answer", state.answer);
    } else if (state.status === "empty" && this.#answer) {
      this.#become(null);
      this.#tell("clear", null);
    }
  }

  #become(answer: Answer | null): void {
    this.#answer = answer;
    this.#internals.setFormValue(this.value);
    this.#show();
  }

  #say(message: (words: Words) => string): void {
    this.#message = message;
    this.#show();
  }

  #show(): void {
    const { strokes, can } = this.#sketch;
    const speech = speechFor(this);
    const message = this.#message(speech.words);
    const rows = Number(this.getAttribute("bars") ?? BARS) || 0;
    const few = Math.min(Math.max(0, rows), this.#recogniser?.labels.length ?? rows);
    this.#view.show({ strokes: strokes.length, can, answer: this.#answer, message }, speech, few);
  }

  #press(event: KeyboardEvent): void {
    const action = actionOf(event);
    if (!action) return;
    event.preventDefault();
    this.#sketch.step(action);
  }

  #tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

function actionOf({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): Action | null {
  if (!ctrlKey && !metaKey) return null;
  const letter = key.toLowerCase();
  if (letter === "z") return shiftKey ? "redo" : "undo";
  return letter === "y" ? "redo" : null;
}

export function defineCanvas(name = "vistazo-canvas"): void {
  if (!customElements.get(name)) customElements.define(name, class extends CanvasElement {});
}
