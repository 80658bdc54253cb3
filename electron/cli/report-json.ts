import type { ImageInfo } from '../../shared/archive.ts'
import type { Overview } from '../../shared/overview.ts'
import { maskInstruction } from '../engine/overview/secret-rules.ts'
import type { RuleResult } from './report-rules.ts'

/** A report for programs. What looks like a secret is masked: reports are kept, and shown to others. */
export function reportJson(info: ImageInfo, overview: Overview, rules: readonly RuleResult[]): object {
  const { waste, configuration, dockerfile, pending: _pending, stopped: _stopped, image, ...rest } = overview
  const { worst = [], reclaimableBytes = 0, ...numbers } = waste ?? {}
  const environment = configuration.environment.map((variable) =>
    variable.secret ? { ...variable, value: '••••' } : variable,
  )
  return {
    image,
    tags: info.tags,
    ...numbers,
    reclaimable: reclaimableBytes,
    worst,
    rules,
    ...rest,
    configuration: { ...configuration, environment, command: masked(configuration.command) },
    dockerfile: {
      ...dockerfile,
      lines: dockerfile.lines.map((line) => ({
        ...line,
        text: maskInstruction(line.text),
        buildArguments: line.buildArguments.map(maskInstruction),
      })),
    },
  }
}

function masked(text: string | null): string | null {
  return text === null ? null : maskInstruction(text)
}
