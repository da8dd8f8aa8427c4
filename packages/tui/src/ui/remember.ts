/**
 * A function of a text that keeps its answers: most of a picture is as it was in the one before. Answers are shared, so
 * nobody may change them. Asked with anything more than a text it answers as if it were not there.
 *
 * @param most answers that are kept; then it begins anew
 * @param longest text whose answer is kept, UTF-16 units
 */
export function remember<Answer, Rest extends readonly unknown[]>(
  answer: (text: string, ...rest: Rest) => Answer,
  { most, longest }: { readonly most: number; readonly longest: number },
): (text: string, ...rest: Rest) => Answer {
  const known = new Map<string, { readonly answer: Answer }>();
  return (text, ...rest) => {
    if (rest.length > 0 || text.length > longest) return answer(text, ...rest);
    const before = known.get(text);
    if (before !== undefined) return before.answer;
    const now = { answer: answer(text, ...rest) };
    if (known.size >= most) known.clear();
    known.set(text, now);
    return now.answer;
  };
}
