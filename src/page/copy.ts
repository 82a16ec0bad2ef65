/** In: the name of an element, its text, its attributes. Nothing of it is markup. */
export function made(name: string, text: string, more: Readonly<Record<string, string>>): HTMLElement {
  const node = document.createElement(name);
  node.textContent = text;
  for (const [key, value] of Object.entries(more)) node.setAttribute(key, value);
  return node;
}

/** Copies, and says so in the place of its own name for a moment. */
export function copyButton(label: string, name: string, text: string): HTMLElement {
  const button = made('button', label, { type: 'button', class: 'copy', 'aria-label': name });
  const show = (word: string, said = word): void => {
    button.textContent = word;
    button.setAttribute('aria-label', said);
  };
  button.addEventListener('click', async () => {
    const done = await put(text);
    show(done ? 'copied' : 'select it');
    setTimeout(() => show(label, name), 1500);
  });
  return button;
}

/** A page that was opened from a file may have no clipboard: then the old way. */
async function put(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = made('textarea', '', { 'aria-hidden': 'true', class: 'hidden' });
    if (!(area instanceof HTMLTextAreaElement)) return false;
    area.value = text;
    document.body.append(area);
    area.select();
    try {
      return document.execCommand('copy');
    } finally {
      area.remove();
    }
  }
}
