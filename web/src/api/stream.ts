/** Answers that come line by line, each a JSON value of its own. */

import { RecognitionError } from "../recognition/failure";

/** Ends with the answer; one that breaks off within a line is no answer. */
export async function* linesOf(response: Response): AsyncGenerator<unknown> {
  if (!response.body) throw new RecognitionError({ kind: "away" });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await read(reader);
      const lines = (rest + (value ?? "")).split("\n");
      rest = done ? "" : (lines.pop() ?? "");
      for (const line of lines) if (line.trim() !== "") yield parsed(line);
      if (done) return;
    }
  } finally {
    // Whoever stops listening lets the server stop answering.
    reader.cancel().catch(() => {});
  }
}

async function read(reader: ReadableStreamDefaultReader<string>) {
  try {
    return await reader.read();
  } catch {
    throw new RecognitionError({ kind: "away" });
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new RecognitionError({ kind: "away" });
  }
}
