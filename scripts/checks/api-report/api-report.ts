import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  Extractor,
  ExtractorConfig,
  ExtractorMessageCategory,
  type ExtractorLogLevel,
  type ExtractorMessage,
} from '@microsoft/api-extractor';
import { root, setupDir } from '../../setup/paths.mjs';
import { errorLines, runCommand } from '../../setup/run-command.mjs';

/** The doors of the package, each with a report of its own. */
const doors = ['index', 'functions', 'kafka'];

/** The committed reports: a change of the public API is a change of these files. */
const reportFolder = join(root, 'scripts', 'checks', 'api-report', 'reports');
const declarationFolder = join(setupDir, 'declarations');

/** Compares the public API with the committed reports, or writes them anew; resolves to the doors whose report differs. */
export async function changedReports({ update }: { readonly update: boolean }): Promise<string[]> {
  await makeDeclarations();
  mkdirSync(reportFolder, { recursive: true });
  return doors.filter(
    (door) => Extractor.invoke(configOf(door), { localBuild: update, messageCallback }).apiReportChanged,
  );
}

/** Without the extractor's own lines, of which only the compiler's errors matter. */
function messageCallback(message: ExtractorMessage): void {
  message.handled = message.category !== ExtractorMessageCategory.Compiler;
}

async function makeDeclarations(): Promise<void> {
  rmSync(declarationFolder, { recursive: true, force: true });
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = [tsc, '-p', 'tsconfig.build.json', '--pretty', 'false', '--outDir', declarationFolder];
  const { ok, output } = await runCommand(process.execPath, args);
  if (!ok) throw new Error(errorLines(output, /error/).join('\n'));
}

function configOf(door: string): ExtractorConfig {
  const logLevel = 'none' as ExtractorLogLevel;
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, 'package.json'),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: join(declarationFolder, 'src', `${door}.d.ts`),
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
        reportFileName: `${door}.api.md`,
        reportFolder,
        reportTempFolder: join(setupDir, 'api-report'),
      },
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
