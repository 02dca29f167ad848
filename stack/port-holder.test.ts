import { expect, it } from 'vitest';
import { parseListeners } from './port-holder.ts';

it('parseListeners returns the listening sockets of /proc/net/tcp', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:3A9A 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0
   1: 0100007F:A3F2 0100007F:3A9A 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 20 4 30 10 -1
`;
  expect(parseListeners(table)).toEqual([{ address: '0100007F', port: 15002, inode: '4711' }]);
});
