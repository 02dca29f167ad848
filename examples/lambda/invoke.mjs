// Calls the bundle as Lambda does: several times in one process.
import { handler } from './dist/handler.mjs';

for (const groups of ['3', '2']) {
  const { statusCode, body } = await handler({ queryStringParameters: { groups } });
  console.log(statusCode, body);
}
process.exit(); // Lambda freezes the process instead.
