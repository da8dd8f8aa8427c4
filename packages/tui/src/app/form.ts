/** One thing that can be filled in: a flag of a command, with its meaning. */
export interface FormField {
  /** The flag, without dashes. */
  readonly flag: string;
  readonly label: string;
  readonly kind: 'text' | 'switch' | { readonly choices: readonly string[] };
  /** What holds where it is left as it is; as it is printed. */
  readonly initial: string;
  /** One sentence or two: what it does, and what people get wrong about it. */
  readonly meaning: string;
}

/** What was filled in, by flag; what stands there is not the usual. */
export type Filled = Readonly<Record<string, string>>;

export function valueOf(field: FormField, filled: Filled): string {
  return filled[field.flag] ?? field.initial;
}

/** Fills a field in; with the usual it is left out again. */
export function fill(filled: Filled, field: FormField, value: string): Filled {
  const { [field.flag]: _, ...others } = filled;
  const text = value.trim();
  return text === '' || text === field.initial ? others : { ...others, [field.flag]: text };
}

/** The next value of a switch or a choice. */
export function turned(field: FormField, filled: Filled): string {
  const value = valueOf(field, filled);
  if (field.kind === 'switch') return value === 'true' ? 'false' : 'true';
  if (field.kind === 'text') return value;
  const { choices } = field.kind;
  return choices[(choices.indexOf(value) + 1) % choices.length] ?? value;
}

/** The words of a command line: what is not the usual. */
export function flagWords(fields: readonly FormField[], filled: Filled): readonly string[] {
  return fields.flatMap((field) => {
    const value = filled[field.flag];
    if (value === undefined) return [];
    return field.kind === 'switch' ? [`--${field.flag}`] : [`--${field.flag}`, value];
  });
}
