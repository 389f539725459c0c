/**
 * Some fields of the properties panel (those for FEEL) never ask for a translation. Their notices and hints are put into the
 * language of the interface as they appear.
 */
const noticeSelector = '.bio-properties-panel-error, .bio-properties-panel-warning';

/** @returns what ends it */
export function translatePanel(panel: HTMLElement, translate: (text: string) => string): () => void {
  function put(root: Element): void {
    for (const titled of [root, ...root.querySelectorAll('[title]')]) {
      const title = titled.getAttribute('title');
      if (title !== null && translate(title) !== title) titled.setAttribute('title', translate(title));
    }
    for (const notice of [root, ...root.querySelectorAll(noticeSelector)]) {
      const text = notice.matches(noticeSelector) ? notice.firstChild : null;
      if (text instanceof Text && translate(text.data) !== text.data) text.data = translate(text.data);
    }
  }
  const observer = new MutationObserver((records) => {
    for (const { target, addedNodes } of records) {
      for (const added of addedNodes) {
        if (added instanceof Element) put(added);
        else if (target instanceof Element) put(target);
      }
      if (target.parentElement !== null && target instanceof Text) put(target.parentElement);
    }
  });
  observer.observe(panel, { childList: true, characterData: true, subtree: true });
  return () => observer.disconnect();
}
