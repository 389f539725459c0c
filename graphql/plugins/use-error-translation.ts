import { type ExecutionResult, GraphQLError } from 'graphql/index.js';
import type { Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { ServerContext } from '../exchange.ts';
import { translateErrors } from './translate-error.ts';

/** Every error of every answer, of events of a subscription too, leaves through `translateError`. */
export function useErrorTranslation(log: Logger): Plugin<ServerContext, ServerContext> {
  return {
    onResultProcess({ serverContext, result, setResult }) {
      const { language } = serverContext.exchange;
      const translate = (one: ExecutionResult): ExecutionResult =>
        one.errors
          ? {
              ...one,
              errors: one.errors.flatMap((error) => translateErrors(asGraphQL(error), language, log)),
            }
          : one;
      if (isStream(result)) setResult(mapStream(result, translate));
      else setResult(Array.isArray(result) ? result.map(translate) : translate(result as ExecutionResult));
    },
  };
}

function asGraphQL(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError('', { originalError: error instanceof Error ? error : new Error(String(error)) });
}

function isStream(result: object): result is AsyncIterable<ExecutionResult> {
  return Symbol.asyncIterator in result;
}

/** What the stream itself throws becomes its last event: a broken connection would tell nobody why. */
async function* mapStream(
  stream: AsyncIterable<ExecutionResult>,
  translate: (one: ExecutionResult) => ExecutionResult,
): AsyncGenerator<ExecutionResult> {
  try {
    for await (const one of stream) yield translate(one);
  } catch (error) {
    yield translate({ errors: [asGraphQL(error)] });
  }
}
