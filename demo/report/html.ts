/** Text that is HTML already; all other text is escaped where it is put into a template. */
export class Markup {
  constructor(public readonly text: string) {}
}

type Content = string | number | Markup | readonly Content[];

/** A template whose holes are escaped, and whose lists are joined. */
export function html(parts: TemplateStringsArray, ...contents: Content[]): Markup {
  return new Markup(
    parts.map((part, index) => (index === 0 ? '' : rendered(contents[index - 1] ?? '')) + part).join(''),
  );
}

function rendered(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (typeof content === 'object') return content.map(rendered).join('');
  return String(content).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** An element whose content is exactly this text: a formatter's white space would change its hash. */
export function element(tag: string, content: Markup): Markup {
  return new Markup(`<${tag}>${content.text}</${tag.split(' ')[0]}>`);
}

/** JSON that cannot end the script element it stands in. */
export function inlineJson(value: unknown): Markup {
  return new Markup(JSON.stringify(value).replace(/</g, '\\u003c'));
}

/** A script that cannot end the element it stands in: inside its strings and expressions, `<\/script` means the same. */
export function inlineScript(source: string): Markup {
  return new Markup(source.replace(/<\/(?=script)/gi, '<\\/').replace(/<!--/g, '<\\!--'));
}
