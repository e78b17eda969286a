/** Texts for a services.yaml. */

/** A text as YAML takes it for that text: bare where nothing in it could mean something else. */
export function yamlText(text: string): string {
  const isBare = /^[A-Za-z/~][\w/~.@%+=-]*(?: [\w/~.@%+=-]+)*$/.test(text);
  const isWord = /^(?:~|null|true|false|yes|no|on|off|y|n)$/i.test(text);
  return isBare && !isWord ? text : JSON.stringify(text);
}
