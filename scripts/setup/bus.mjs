import { existsSync } from 'node:fs'

/**
 * What Chromium has to be told where there is no D-Bus, as in a container: it would complain of that a dozen times, in the
 * words of its own sources. None where there is a bus.
 *
 * @returns {readonly string[]}
 */
export function busArguments() {
  if (process.platform !== 'linux') return []
  const session = process.env['DBUS_SESSION_BUS_ADDRESS'] ?? ''
  const runtime = process.env['XDG_RUNTIME_DIR'] ?? `/run/user/${process.getuid?.() ?? 0}`
  const hasSession = session !== '' || existsSync(`${runtime}/bus`)
  const system = process.env['DBUS_SYSTEM_BUS_ADDRESS'] ?? ''
  const hasSystem = system !== '' || existsSync('/run/dbus/system_bus_socket')
  // Fatal errors are still told.
  return hasSession && hasSystem ? [] : ['--log-level=3']
}
