// Polls rest while nobody looks at the page.
document.addEventListener("htmx:before:request", (event) => {
  if (document.hidden && event.detail.ctx.sourceEvent?.type === "every") event.preventDefault();
});
// What could not be sent is still on the page; a form that saves while somebody types says so in its own words.
document.addEventListener("htmx:error", ({ target }) => {
  if (target.dataset?.unsent) document.querySelector(target.getAttribute("hx-target")).textContent = target.dataset.unsent;
});
