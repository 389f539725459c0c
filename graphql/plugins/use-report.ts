/** Notes what an operation was and how it ended. Registered after the error translation, whose codes it reads. */
import { getOperationAST } from 'graphql/index.js';
import type { Plugin } from 'graphql-yoga';
import type { ServerContext } from '../exchange.ts';

export function useReport(): Plugin<ServerContext, ServerContext> {
  return {
    onExecute({ args }) {
      const { operation, name } = getOperationAST(args.document, args.operationName) ?? {};
      const { report } = args.contextValue.exchange;
      report.kind = operation ?? 'none';
      report.operation ??= name?.value ?? null;
    },
    onSubscribe({ args }) {
      args.contextValue.exchange.report.kind = 'subscription';
    },
    onParams({ params, context }) {
      context.exchange.report.operation = params.operationName ?? null;
    },
    onResultProcess({ result, serverContext }) {
      const errors = 'errors' in result ? result.errors : undefined;
      serverContext.exchange.report.code = String(errors?.[0]?.extensions?.code ?? 'OK');
    },
  };
}
