// Runs the far side of a bridge in a process of its own, as in the cloud: node far-process.ts <port of Spark> <bytes per message>
import { startFarBridge } from './far-bridge.ts';
import { localCertificate } from './local-certificate.ts';

const [targetPort, chunk] = process.argv.slice(2).map(Number);
const { port } = await startFarBridge({ targetPort: targetPort!, chunk: chunk! });
console.log(JSON.stringify({ port, cert: (await localCertificate()).cert }));
