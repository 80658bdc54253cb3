/* Where there are two virtual displays, of two workers each has one: with a focus and a clipboard of its own. */

const { ONIONSKIN_OTHER_DISPLAY: display, ONIONSKIN_OTHER_XAUTHORITY: authority } = process.env

if (display !== undefined && process.env['TEST_PARALLEL_INDEX'] === '1') {
  process.env['DISPLAY'] = display
  if (authority !== undefined) process.env['XAUTHORITY'] = authority
}
