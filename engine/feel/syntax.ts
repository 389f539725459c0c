/** What is wrong with the text of an expression, found without evaluating it. */
import { type EvalContext, parseExpression, parseUnaryTests } from 'feelin';
import type { Bilingual } from '../graph.ts';
import { builtinsIn } from './builtins.ts';

/** `from` and `to` are offsets in the expression, counted from 0; positions in the reason are counted from 1. */
export interface SyntaxProblem {
  reason: Bilingual;
  from: number;
  to: number;
}

type Tree = ReturnType<typeof parseExpression>;

function reasonAt(text: string, from: number, to: number): Bilingual {
  const found = text.slice(from, to).trim();
  const position = from + 1;
  if (found !== '') {
    return {
      vi: `thừa «${found}» tại vị trí ${position}`,
      en: `unexpected '${found}' at position ${position}`,
    };
  }
  if (from >= text.trimEnd().length)
    return { vi: 'biểu thức còn dang dở', en: 'the expression is incomplete' };
  return {
    vi: `thiếu một phần trước vị trí ${position}`,
    en: `something is missing before position ${position}`,
  };
}

function firstProblem(tree: Tree, text: string): SyntaxProblem | null {
  let problem: SyntaxProblem | null = null;
  tree.iterate({
    enter({ type, from, to, node }) {
      if (problem) return;
      if (type.isError) problem = { reason: reasonAt(text, from, to), from, to };
      // "a == b" would be read as a compared with the test "= b", and so be null for ever.
      const sign = type.name === 'SimplePositiveUnaryTest' ? node.firstChild : null;
      if (sign && node.prevSibling?.name === 'CompareOp')
        problem = { reason: reasonAt(text, sign.from, sign.to), from: sign.from, to: sign.to };
    },
  });
  return problem;
}

/** `context` matters only for names with spaces or operators in them. */
export function expressionProblem(expression: string, context: EvalContext = {}): SyntaxProblem | null {
  if (expression.trim() === '') {
    return { reason: { vi: 'biểu thức để trống', en: 'the expression is empty' }, from: 0, to: 0 };
  }
  return firstProblem(
    parseExpression(expression, { ...builtinsIn(expression), ...context }, undefined),
    expression,
  );
}

export function unaryTestsProblem(tests: string, context: EvalContext = {}): SyntaxProblem | null {
  if (tests.trim() === '') return null;
  return firstProblem(parseUnaryTests(tests, { ...builtinsIn(tests), ...context }, undefined), tests);
}
