/** Where to connect instead of an address that a broker names. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

const routes = new Map<string, Address>();

/**
 * Makes all Kafka clients of this process connect to a different address than the one that a broker names, as behind a tunnel with
 * another local port. Returns a function that ends this.
 */
export function routeKafka(from: Address, to: Address): () => void {
  const name = nameOf(from);
  routes.set(name, to);
  return () => void routes.delete(name);
}

/** Returns the address to connect to for an address that a broker names. */
export function routed(address: Address): Address {
  return routes.get(nameOf(address)) ?? address;
}

function nameOf({ host, port }: Address): string {
  return `${host}:${port}`;
}
