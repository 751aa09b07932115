/** The part of the npm package `tftp` that the tests use as an independent client. */
declare module "tftp" {
  type Client = {
    get(remote: string, local: string, callback: (error: Error | null | undefined) => void): void;
  };
  export function createClient(options: {
    host: string;
    port: number;
    blockSize?: number;
    windowSize?: number;
    retries?: number;
    timeout?: number;
  }): Client;
}
