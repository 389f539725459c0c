/**
 * Prisma's schema engine in its WebAssembly build, over the driver adapter: the native binary cannot be downloaded everywhere.
 * Needed by those who change the schema, and by the test that holds schema.prisma and the migrated database equal; a running
 * system applies the SQL files by itself (migrate.ts).
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { DiffTarget, SchemaEngine } from '@prisma/schema-engine-wasm';
import { readMigrations } from './migrate.ts';

const schemaFile = fileURLToPath(new URL('schema.prisma', import.meta.url));
const migrationsFolder = fileURLToPath(new URL('migrations', import.meta.url));

/**
 * The SQL that leads from what the migrations make to what schema.prisma says; empty when they agree.
 * @param url any database of a cluster on which a scratch database may be created
 */
export async function pendingSql(url: string): Promise<string> {
  const schema = { tag: 'schemaDatamodel' as const, files: [await schemaFileContent()] };
  const migrations = await readMigrations();
  return difference(url, migrations.length === 0 ? { tag: 'empty' } : await migrationList(), schema);
}

/** The SQL that leads from the database at `url` to schema.prisma; empty when they agree. */
export async function driftSql(url: string): Promise<string> {
  const file = await schemaFileContent();
  const folder = fileURLToPath(new URL('.', import.meta.url));
  return difference(
    url,
    { tag: 'schemaDatasource', files: [file], configDir: folder },
    { tag: 'schemaDatamodel', files: [file] },
  );
}

// ── Engine ─────────────────────────────────────────────────────────────────────────────────────

async function difference(url: string, from: DiffTarget, to: DiffTarget): Promise<string> {
  const engine = await openEngine(url);
  try {
    const result = await engine.diff({
      from,
      to,
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    const sql = result.stdout ?? '';
    return /^-- This is an empty migration\.\s*$/.test(sql.trim()) ? '' : sql;
  } finally {
    engine.free();
  }
}

async function openEngine(url: string): Promise<SchemaEngine> {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const wasmFile = new URL(
    'schema_engine_bg.wasm',
    import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg'),
  );
  const module = await WebAssembly.compile(await readFile(wasmFile));
  const instance = await WebAssembly.instantiate(module, {
    './schema_engine_bg.js': bindings as unknown as WebAssembly.ModuleImports,
  });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: url, max: 2 }));
  const { name, content } = await schemaFileContent().then((file) => ({
    name: file.path,
    content: file.content,
  }));
  return bindings.SchemaEngine.new({ datamodels: [[name, content]] }, () => undefined, adapter);
}

async function schemaFileContent(): Promise<{ path: string; content: string }> {
  return { path: schemaFile, content: await readFile(schemaFile, 'utf8') };
}

async function migrationList(): Promise<DiffTarget> {
  const migrations = await readMigrations();
  return {
    tag: 'migrations',
    baseDir: migrationsFolder,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  };
}
