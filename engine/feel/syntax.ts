/** What is wrong with the text of an expression, found without evaluating it. */
import { type EvalContext, parseExpression, parseUnaryTests } from 'feelin';
import { builtinsIn } from './builtins.ts';

/** `from` and `to` are offsets in the expression, counted from 0. */
export interface SyntaxProblem {
  message: string;
  from: number;
  to: number;
}

type Tree = ReturnType<typeof parseExpression>;

function firstProblem(tree: Tree, text: string): SyntaxProblem | null {
  let problem: SyntaxProblem | null = null;
  tree.iterate({
    enter({ type, from, to }) {
      if (!type.isError || problem) return;
      const found = text.slice(from, to).trim();
      const message =
        found !== ''
          ? `unexpected '${found}' at position ${from + 1}`
          : from >= text.trimEnd().length
            ? 'the expression is incomplete'
            : `something is missing before position ${from + 1}`;
      problem = { message, from, to };
    },
  });
  return problem;
}

/** `context` matters only for names with spaces or operators in them. */
export function expressionProblem(expression: string, context: EvalContext = {}): SyntaxProblem | null {
  if (expression.trim() === '') return { message: 'the expression is empty', from: 0, to: 0 };
  return firstProblem(
    parseExpression(expression, { ...builtinsIn(expression), ...context }, undefined),
    expression,
  );
}

export function unaryTestsProblem(tests: string, context: EvalContext = {}): SyntaxProblem | null {
  if (tests.trim() === '') return null;
  return firstProblem(parseUnaryTests(tests, { ...builtinsIn(tests), ...context }, undefined), tests);
}
