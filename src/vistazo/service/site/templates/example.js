import { defineCanvas } from "./module/vistazo.js";

const answers = document.querySelector("#answers");
const rows = new Map();

function rowOf(board) {
  const row = rows.get(board) ?? document.createElement("li");
  rows.set(board, row);
  answers.append(row);
  return row;
}

document.addEventListener("answer", ({ target, detail: { label, verdict, confidence } }) => {
  const said = `${label} (${verdict}, ${confidence.toFixed(3)})`;
  rowOf(target).textContent = `${target.getAttribute("name")}: ${said}`;
});

document.addEventListener("clear", ({ target }) => {
  rowOf(target).textContent = `${target.getAttribute("name")}: -`;
});

defineCanvas();
