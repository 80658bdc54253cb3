/**
 * Something that set-up could not do. The message is one sentence for a person that says what to do about it.
 */
export class SetupProblem extends Error {
  /**
   * @param {string} message
   * @param {ErrorOptions} [options]
   */
  constructor(message, options) {
    super(message, options)
    this.name = 'SetupProblem'
  }
}

/**
 * Says what is being done. Goes to stderr, so that stdout has nothing but what was asked for.
 *
 * @param {string} text one line
 */
export function say(text) {
  process.stderr.write(`onionskin: ${text}\n`)
}

/**
 * Runs the main function of a script and ends the process: with the code that it returns, or with 1 and the reason when
 * it throws. A {@link SetupProblem} prints its sentence alone, anything else its stack.
 *
 * @param {() => Promise<number>} main
 * @returns {Promise<never>}
 */
export async function endWith(main) {
  let code = 1
  try {
    code = await main()
  } catch (error) {
    if (error instanceof SetupProblem) say(error.message)
    else console.error(error)
  }
  process.exit(code)
}
