import { createSocket } from 'node:dgram'
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** A host of this machine that waits to be reached, by TCP and by UDP on ports of its own. */
export interface Listening extends AsyncDisposable {
  readonly tcp: number
  readonly udp: number
  /** Connections and packets so far. */
  readonly reached: number
}

/** Starts to listen. What connects is kept waiting until the end. */
export async function listen(): Promise<Listening> {
  let reached = 0
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    reached++
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  const datagrams = createSocket('udp4', () => {
    reached++
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  await new Promise<void>((resolve) => datagrams.bind(0, '127.0.0.1', resolve))
  return {
    tcp: (server.address() as AddressInfo).port,
    udp: datagrams.address().port,
    get reached() {
      return reached
    },
    async [Symbol.asyncDispose]() {
      datagrams.close()
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
