// Compiles a program against the declarations as they are published, with each compiler that users may have. npm run compilers
import { compile, compilers, installDeclarations, withProject, writeConsumer } from './checks/compilers/compile.ts';

process.exitCode = await withProject(async (folder) => {
  const complaints = await installDeclarations(folder);
  for (const line of complaints) console.error(line);
  if (complaints.length > 0) return 1;
  writeConsumer(folder);
  const outcomes = await Promise.all(
    compilers.map(async (compiler) => ({ compiler, ...(await compile(compiler, folder)) })),
  );
  for (const { compiler, ok, lines } of outcomes) {
    console.log(`${compiler}: ${ok ? 'ok' : 'failed'}`);
    for (const line of lines) console.error(`  ${line}`);
  }
  return outcomes.every(({ ok }) => ok) ? 0 : 1;
});
