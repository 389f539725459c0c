/**
 * The part of YAML in which the cases of the BPMN TCK are written: mappings and sequences by indentation, texts plain or in single
 * quotes. Anything else is refused.
 */
export type Yaml = string | Yaml[] | { [key: string]: Yaml };

export function parseYaml(text: string): Yaml {
  const lines = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ({ indent: line.search(/\S/), content: line.trim() }));
  return new Reader(lines).block(0);
}

interface Line {
  indent: number;
  content: string;
}

class Reader {
  readonly #lines: Line[];
  #next = 0;

  constructor(lines: Line[]) {
    this.#lines = lines;
  }

  /** What is indented at least so far. */
  block(indent: number): Yaml {
    const line = this.#lines[this.#next];
    if (!line || line.indent < indent) return '';
    return line.content.startsWith('- ') ? this.#sequence(line.indent) : this.#mapping(line.indent);
  }

  #sequence(indent: number): Yaml[] {
    const items: Yaml[] = [];
    for (let line = this.#at(indent); line?.content.startsWith('- '); line = this.#at(indent)) {
      const content = line.content.slice(2).trim();
      if (!isEntry(content)) {
        this.#next++;
        items.push(scalar(content));
        continue;
      }
      // the mapping goes on under its first key
      line.indent += line.content.length - content.length;
      line.content = content;
      items.push(this.#mapping(line.indent));
    }
    return items;
  }

  #mapping(indent: number): { [key: string]: Yaml } {
    const mapping: { [key: string]: Yaml } = {};
    for (let line = this.#at(indent); line && isEntry(line.content); line = this.#at(indent)) {
      const colon = line.content.indexOf(':');
      const value = line.content.slice(colon + 1).trim();
      this.#next++;
      mapping[line.content.slice(0, colon)] = value === '' ? this.block(indent + 1) : scalar(value);
    }
    return mapping;
  }

  #at(indent: number): Line | null {
    const line = this.#lines[this.#next];
    if (!line || line.indent < indent) return null;
    if (line.indent === indent) return line;
    throw new Error(`Expected a line indented by ${indent}, but got '${line.content}'`);
  }
}

const isEntry = (content: string): boolean => /^[\w-]+:(\s|$)/.test(content);

function scalar(text: string): string {
  if (/^["[{&*|>!]/.test(text)) throw new Error(`Expected a plain text, but got ${text}`);
  return text.startsWith("'") ? text.slice(1, -1).replaceAll("''", "'") : text;
}
