/** Text as it may stand in an element or an attribute. */
export function escaped(text: string | number): string {
  return String(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** JSON that cannot end the script element it stands in. */
export function inlineJson(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c');
}

/** A script that cannot end the element it stands in: inside its strings, `<\/script` means the same. */
export function inlineScript(source: string): string {
  return source.replace(/<\/(?=script)/gi, '<\\/').replace(/<!--/g, '<\\!--');
}
