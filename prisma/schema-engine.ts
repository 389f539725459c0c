/**
 * Prisma's schema engine in its WebAssembly build, over the driver adapter: the native binary cannot be downloaded everywhere.
 * Needed by those who change the schema, and by the test that holds schema.prisma and the migrated database equal; a running
 * system applies the SQL files by itself (migrate.ts).
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';

const schemaFile = fileURLToPath(new URL('schema.prisma', import.meta.url));

/** The SQL that leads from the database at `url` to schema.prisma; empty when they agree. */
export async function driftSql(url: string): Promise<string> {
  const file = { path: schemaFile, content: await readFile(schemaFile, 'utf8') };
  const engine = await openEngine(file, url);
  try {
    const result = await engine.diff({
      from: {
        tag: 'schemaDatasource',
        files: [file],
        configDir: fileURLToPath(new URL('.', import.meta.url)),
      },
      to: { tag: 'schemaDatamodel', files: [file] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    const sql = result.stdout ?? '';
    return sql.trim() === '-- This is an empty migration.' ? '' : sql;
  } finally {
    engine.free();
  }
}

// ── Engine ─────────────────────────────────────────────────────────────────────────────────────

/**
 * The driver adapter, but for the catalogue's own type "char" (OID 18), which it refuses and the engine needs: such columns
 * travel as bpchar (OID 1042) and are named Character to the engine. One connection, so one query at a time.
 */
function catalogueAdapter(url: string): SqlMigrationAwareDriverAdapterFactory {
  let charColumns: number[] = [];
  class CatalogueClient extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      super(config);
      this.connection.prependListener(
        'rowDescription',
        ({ fields }: { fields: { dataTypeID: number }[] }) => {
          charColumns = fields.flatMap((field, index) => (field.dataTypeID === 18 ? [index] : []));
          for (const field of fields) if (field.dataTypeID === 18) field.dataTypeID = 1042;
        },
      );
    }
  }
  const pool = new pg.Pool({ connectionString: url, max: 1, Client: CatalogueClient });
  const factory = new PrismaPg(pool, { disposeExternalPool: true });
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connectToShadowDb: () => factory.connectToShadowDb(),
    async connect() {
      const adapter = await factory.connect();
      const queryRaw = adapter.queryRaw.bind(adapter);
      adapter.queryRaw = async (query) => {
        const result = await queryRaw(query);
        for (const index of charColumns) result.columnTypes[index] = ColumnTypeEnum.Character;
        return result;
      };
      return adapter;
    },
  };
}

interface WasmModule {
  exports: { __wbindgen_start(): void };
}

/** Of the standard library, but declared with the browser's types, which the server's code does without. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(module: object, imports: Record<string, object>): Promise<WasmModule>;
};

type Bindings = typeof import('@prisma/schema-engine-wasm/schema_engine_bg') & {
  __wbg_set_wasm(exports: WasmModule['exports']): void;
};

/** Once a process: the bindings hold their WebAssembly instance in module variables. */
let bindings: Promise<Bindings> | undefined;

async function loadBindings(): Promise<Bindings> {
  const specifier = '@prisma/schema-engine-wasm/schema_engine_bg';
  const loaded = (await import(specifier)) as Bindings;
  const bytes = await readFile(new URL('schema_engine_bg.wasm', import.meta.resolve(specifier)));
  const instance = await WebAssembly.instantiate(await WebAssembly.compile(bytes), {
    './schema_engine_bg.js': loaded,
  });
  loaded.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return loaded;
}

async function openEngine(schema: { path: string; content: string }, url: string): Promise<SchemaEngine> {
  bindings ??= loadBindings();
  const { SchemaEngine } = await bindings;
  const adapter = bindMigrationAwareSqlAdapterFactory(catalogueAdapter(url));
  return SchemaEngine.new({ datamodels: [[schema.path, schema.content]] }, () => undefined, adapter);
}
