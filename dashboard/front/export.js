/* A button that puts a picture of the page on the clipboard; where the browser refuses, it is saved as a file.
   A browser lets a page copy only on this machine or over https. */
(() => {
  if (window.petapamExport) return;
  window.petapamExport = true;

  const picture = async (address) => {
    const answer = await fetch(address, { cache: "no-store" });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.blob();
  };

  async function copy(button) {
    const box = button.parentElement, said = box.querySelector(".pp-said");
    try {
      if (!navigator.clipboard || !window.ClipboardItem) throw new Error("no clipboard");
      await navigator.clipboard.write([new ClipboardItem({ "image/png": picture(button.dataset.ppCopy) })]);
      said.textContent = button.dataset.done;
    } catch {
      box.querySelector(".pp-saving").click();
      said.textContent = button.dataset.refused;
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-pp-copy]");
    if (button) copy(button);
  });
})();
