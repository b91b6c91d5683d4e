import { defineCanvas } from "./module/vistazo.js";

const MOST = 5;
const answers = document.querySelector("#answers");

document.addEventListener("answer", ({ target, detail }) => {
  const row = document.createElement("li");
  const { label, verdict, confidence } = detail;
  row.textContent = `${target.getAttribute("name")}: ${label} (${verdict}, ${confidence.toFixed(3)})`;
  answers.prepend(row);
  while (answers.children.length > MOST) answers.lastElementChild.remove();
});

defineCanvas();
