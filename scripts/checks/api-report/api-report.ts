import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorMessageCategory,
  type ExtractorLogLevel,
  type ExtractorMessage,
} from '@microsoft/api-extractor';
import { root, setupDir } from '../../setup/paths.mjs';
import { errorLines, runCommand } from '../../setup/run-command.mjs';

/** The entry points of the package, each with its own report. */
const entryPoints = ['index', 'functions', 'kafka', 'opentelemetry', 'cloud', 'local'];

/** The folder of the committed reports, which change whenever the public API changes. */
const reportFolder = join(root, 'scripts', 'checks', 'api-report', 'reports');
const declarationFolder = join(setupDir, 'declarations');

/** Compares the public API with the committed reports, or updates them. Resolves to the entry points whose report differs. */
export async function changedReports({ update }: { readonly update: boolean }): Promise<string[]> {
  await writeDeclarations();
  mkdirSync(reportFolder, { recursive: true });
  const configs = entryPoints.map((name) => ({ name, config: createConfig(name) }));
  const [first, ...others] = configs.map(({ config }) => config);
  // One program for all entry points, because reading their declarations takes longer than the reports.
  const compilerState = CompilerState.create(first!, {
    additionalEntryPoints: others.map(({ mainEntryPointFilePath }) => mainEntryPointFilePath),
  });
  return configs.flatMap(({ name, config }) =>
    Extractor.invoke(config, { compilerState, localBuild: update, messageCallback }).apiReportChanged ? [name] : [],
  );
}

/** Suppresses all messages of the extractor except compiler errors. */
function messageCallback(message: ExtractorMessage): void {
  message.handled = message.category !== ExtractorMessageCategory.Compiler;
}

async function writeDeclarations(): Promise<void> {
  rmSync(declarationFolder, { recursive: true, force: true });
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = [tsc, '-p', 'tsconfig.build.json', '--pretty', 'false', '--outDir', declarationFolder];
  const { ok, output } = await runCommand(process.execPath, args);
  if (!ok) throw new Error(errorLines(output, /error/).join('\n'));
}

function createConfig(entryPoint: string): ExtractorConfig {
  const logLevel = 'none' as ExtractorLogLevel;
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, 'package.json'),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: join(declarationFolder, 'src', `${entryPoint}.d.ts`),
      compiler: {
        overrideTsconfig: {
          extends: join(root, 'tsconfig.json'),
          compilerOptions: { allowJs: false, checkJs: false },
          include: [declarationFolder],
        },
      },
      apiReport: {
        enabled: true,
        includeForgottenExports: true,
        reportFileName: `${entryPoint}.api.md`,
        reportFolder,
        reportTempFolder: join(setupDir, 'api-report'),
      },
      newlineKind: 'lf',
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: 'error' as ExtractorLogLevel } },
        extractorMessageReporting: { default: { logLevel } },
        tsdocMessageReporting: { default: { logLevel } },
      },
    },
  });
}
