/** What a secret looks like in text. */
export interface SecretRule {
  /** The field's own words, for people. */
  readonly name: string
  /** Global; the group `secret` is what has to be masked, the whole match where there is none. */
  readonly pattern: RegExp
  /** Text that a line must have somewhere for the pattern to be tried, in lower case; absent where it has no such text. */
  readonly needs?: readonly string[]
  /** Files that the rule is for, by their path without a leading slash; all where absent. */
  readonly files?: RegExp
  /** Whether a match is secret for sure, or may be weak or old. */
  readonly severity: 'high' | 'medium'
}

/** Rules for all text: tokens whose form is documented by who gives them out, and keys. */
export const TOKEN_RULES: readonly SecretRule[] = [
  {
    name: 'private key',
    // A header alone is often that of a program that writes or reads keys: a body must follow, or its escaped line ends.
    pattern:
      /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?<secret>(?:\\[rn]|\s|[A-Za-z-]+: [^\n]{1,200}\n)*(?:[A-Za-z0-9+/=]{16,}(?:\\[rn]|\s)+){2,})/g,
    needs: ['private key'],
    severity: 'high',
  },
  {
    name: 'AWS access key ID',
    pattern: /(?<![A-Za-z0-9])(?<secret>(?:AKIA|ASIA)[A-Z2-7]{16})(?![A-Za-z0-9])/g,
    needs: ['akia', 'asia'],
    severity: 'high',
  },
  {
    name: 'AWS secret access key',
    pattern: /aws.{0,20}?secret.{0,20}?key["']?\s{0,5}[=:]\s{0,5}["']?(?<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi,
    needs: ['secret'],
    severity: 'high',
  },
  {
    name: 'GitHub token',
    pattern: /\b(?<secret>gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})\b/g,
    needs: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
    severity: 'high',
  },
  {
    name: 'GitLab token',
    pattern: /\b(?<secret>gl(?:pat|ptt|dt|rt|cbt)-[A-Za-z0-9_-]{20,64})/g,
    needs: ['glpat-', 'glptt-', 'gldt-', 'glrt-', 'glcbt-'],
    severity: 'high',
  },
  {
    name: 'Slack token',
    pattern: /\b(?<secret>xox[abeoprs]-\d{6,}-[A-Za-z0-9-]{10,200})/g,
    needs: ['xox'],
    severity: 'high',
  },
  {
    name: 'Slack webhook',
    pattern: /https:\/\/hooks\.slack\.com\/services\/(?<secret>T[A-Z0-9]{6,}\/B[A-Z0-9]{6,}\/[A-Za-z0-9]{20,})/g,
    needs: ['hooks.slack.com'],
    severity: 'high',
  },
  {
    name: 'Google API key',
    pattern: /\b(?<secret>AIza[0-9A-Za-z_-]{35})(?![0-9A-Za-z_-])/g,
    needs: ['aiza'],
    severity: 'high',
  },
  {
    name: 'Google OAuth client secret',
    pattern: /\b(?<secret>GOCSPX-[0-9A-Za-z_-]{28})(?![0-9A-Za-z_-])/g,
    needs: ['gocspx-'],
    severity: 'high',
  },
  {
    name: 'Stripe key',
    pattern: /\b(?<secret>[rs]k_live_[0-9a-zA-Z]{24,247})\b/g,
    needs: ['k_live_'],
    severity: 'high',
  },
  { name: 'npm token', pattern: /\b(?<secret>npm_[A-Za-z0-9]{36})\b/g, needs: ['npm_'], severity: 'high' },
  {
    name: 'PyPI token',
    pattern: /\b(?<secret>pypi-AgEI[A-Za-z0-9_-]{50,500})/g,
    needs: ['pypi-agei'],
    severity: 'high',
  },
  {
    name: 'SendGrid key',
    pattern: /\b(?<secret>SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])/g,
    needs: ['sg.'],
    severity: 'high',
  },
  {
    name: 'Anthropic API key',
    pattern: /\b(?<secret>sk-ant-[a-z]+\d{2}-[A-Za-z0-9_-]{80,120})/g,
    needs: ['sk-ant-'],
    severity: 'high',
  },
  {
    name: 'OpenAI API key',
    pattern: /\b(?<secret>sk-[A-Za-z0-9_-]{10,100}T3BlbkFJ[A-Za-z0-9_-]{20,100})/g,
    needs: ['t3blbkfj'],
    severity: 'high',
  },
  { name: 'Hugging Face token', pattern: /\b(?<secret>hf_[A-Za-z]{34})\b/g, needs: ['hf_'], severity: 'high' },
  { name: 'DigitalOcean token', pattern: /\b(?<secret>do[opr]_v1_[a-f0-9]{64})\b/g, needs: ['_v1_'], severity: 'high' },
  {
    name: 'Vault token',
    pattern: /\b(?<secret>hv[bsr]\.[A-Za-z0-9_-]{90,300})/g,
    needs: ['hvs.', 'hvb.', 'hvr.'],
    severity: 'high',
  },
  {
    name: 'Azure storage key',
    pattern: /AccountKey=(?<secret>[A-Za-z0-9+/]{86}==)/g,
    needs: ['accountkey='],
    severity: 'high',
  },
  {
    name: 'Docker Hub token',
    pattern: /\b(?<secret>dckr_(?:pat|oat)_[A-Za-z0-9_-]{27,32})(?![A-Za-z0-9_-])/g,
    needs: ['dckr_'],
    severity: 'high',
  },
  {
    name: 'age secret key',
    pattern: /\b(?<secret>AGE-SECRET-KEY-1[0-9A-Z]{58})\b/g,
    needs: ['age-secret-key-1'],
    severity: 'high',
  },
]

/** Rules for files that are there to hold credentials. */
export const FILE_RULES: readonly SecretRule[] = [
  {
    name: 'registry credentials',
    files: /(?:^|\/)(?:\.docker\/config\.json|\.dockercfg|\.dockerconfigjson|containers\/auth\.json)$/,
    pattern: /"(?:auth|identitytoken|registrytoken|password)"\s*:\s*"(?<secret>[^"\s]{4,})"/g,
    severity: 'high',
  },
  {
    name: 'npm credentials',
    files: /(?:^|\/)\.?npmrc$/,
    pattern: /^[^#;\n]*\b_(?:authToken|auth|password)\s*=\s*(?<secret>[^\s$][^\s]{3,})/gm,
    severity: 'high',
  },
  {
    name: 'netrc password',
    files: /(?:^|\/)[._]netrc$/,
    pattern: /^(?!\s*#).*?\bpassword\s+(?<secret>\S+)/gm,
    severity: 'high',
  },
  {
    name: 'PyPI password',
    files: /(?:^|\/)\.pypirc$/,
    pattern: /^\s*password\s*[=:]\s*(?<secret>\S+)/gm,
    severity: 'high',
  },
  {
    name: 'PostgreSQL password',
    files: /(?:^|\/)\.pgpass$/,
    pattern: /^(?!#)(?:[^:\n]*:){4}(?<secret>\S+)/gm,
    severity: 'high',
  },
  {
    name: 'Git credentials',
    files: /(?:^|\/)(?:\.git-credentials|\.git\/config)$/,
    pattern: /\bhttps?:\/\/[^\s:@/]*:(?<secret>[^\s@/]+)@/g,
    severity: 'high',
  },
  {
    name: 'AWS credentials',
    files: /(?:^|\/)\.aws\/credentials$/,
    pattern: /^\s*aws_(?:secret_access_key|session_token)\s*=\s*(?<secret>\S{8,})/gm,
    severity: 'high',
  },
  {
    name: 'Kubernetes credentials',
    files: /(?:^|\/)(?:\.kube\/config|kubeconfig|kubelet\.conf|admin\.conf)$/,
    pattern: /^\s*-?\s*(?:client-key-data|token|password):\s*["']?(?<secret>[^\s"']{8,})/gm,
    severity: 'high',
  },
  {
    name: 'Maven password',
    files: /(?:^|\/)\.m2\/settings\.xml$/,
    pattern: /<(?:password|passphrase)>(?<secret>[^<$\s{][^<]{2,})<\//g,
    severity: 'high',
  },
  {
    name: 'password hash',
    files: /^etc\/(?:shadow|gshadow)-?$/,
    pattern: /^[^:\n]+:(?<secret>\$[0-9a-z]{1,2}\$[^:\n]{8,})/gm,
    severity: 'medium',
  },
]

/** Files in which variables are set that programs read: `.env`, `.env.production`; not templates of them. */
export const ENV_FILE = /(?:^|\/)(?:\.env(?:rc)?(?:\.[\w-]+)?|[\w-]+\.env)$/
const TEMPLATE = /\.(?:example|sample|template|dist|tmpl|defaults?)$/i

/** Whether a file sets variables for programs. */
export function isEnvFile(path: string): boolean {
  return ENV_FILE.test(path) && !TEMPLATE.test(path)
}

const SECRET_NAME =
  /(?:^|_|-)(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|SECRET_?KEY|ENCRYPTION_?KEY|CREDENTIALS?)(?:_(?:BASE64|B64|VALUE|\d+))?$/i
/** What stands for a value, or says where it is. */
const NO_SECRET =
  /^(?:\$|<|\{\{|%\(|\/|\.\/|file:|@|\*+$|x+$|\.+$|true$|false$|null$|none$|yes$|no$|\d{1,5}$|your[-_ ]|changeme|change[-_]me|placeholder|todo$|example|dummy$|redacted)/i
const URL_PASSWORD = /\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/?#]*:(?<secret>[^\s@/?#$<{][^\s@/?#]*)@[^\s]/gi

/** Whether a variable looks like a secret: by its name where its value can be one, or by its value. */
export function isSecretVariable(name: string, value: string): boolean {
  const known = SECRET_NAME.test(name) && value.length >= 4 && !NO_SECRET.test(value)
  return known || findSecrets(value, VALUE_RULES).length > 0
}

const URL_RULE: SecretRule = { name: 'password in a URL', pattern: URL_PASSWORD, needs: ['://'], severity: 'high' }
const JWT_RULE: SecretRule = {
  name: 'JSON Web Token',
  pattern: /\b(?<secret>eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{20,1000})/g,
  needs: ['eyj'],
  severity: 'medium',
}

/** Rules for the values of variables. */
export const VALUE_RULES: readonly SecretRule[] = [...TOKEN_RULES, URL_RULE, JWT_RULE]

/** A place in a text that a rule matches. */
export interface SecretMatch {
  readonly rule: SecretRule
  /** Where what is secret begins and ends. */
  readonly start: number
  readonly end: number
}

/** Examples of manuals, which everybody knows. */
const KNOWN_EXAMPLE = /EXAMPLE|^(.)\1{7,}|1234567890|x{6,}|\.{3}|\*{4}/

/** What rules find in a text, in no order; at most `most` of each rule. */
export function findSecrets(text: string, rules: readonly SecretRule[], most = 20): SecretMatch[] {
  if (text === '') return []
  const lower = text.toLowerCase()
  const found: SecretMatch[] = []
  for (const rule of rules) {
    if (rule.needs !== undefined && !rule.needs.some((needed) => lower.includes(needed))) continue
    let count = 0
    for (const match of text.matchAll(rule.pattern)) {
      const secret = match.groups?.['secret'] ?? match[0]
      if (KNOWN_EXAMPLE.test(secret)) continue
      const start = match.index + match[0].lastIndexOf(secret)
      found.push({ rule, start, end: start + secret.length })
      if (++count >= most) break
    }
  }
  return found
}

/** A line that sets a variable: of `.env` files and shells, `export` before it or not. */
const ASSIGNMENT = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s#]*))/gm

export const VARIABLE_RULE: SecretRule = { name: 'secret in a variable', pattern: ASSIGNMENT, severity: 'high' }

/** Variables of a text, a line each, whose values look like secrets. */
export function findSecretVariables(text: string, most = 20): SecretMatch[] {
  const found: SecretMatch[] = []
  for (const match of text.matchAll(ASSIGNMENT)) {
    const [whole, name = '', double = '', single = '', bare = ''] = match
    const value = double || single || bare
    if (value === '' || !isSecretVariable(name, value)) continue
    const start = match.index + whole.lastIndexOf(value)
    found.push({ rule: VARIABLE_RULE, start, end: start + value.length })
    if (found.length >= most) break
  }
  return found
}

/** Variables among the words of an instruction, `NAME=value`, quoted or not. */
const WORD_ASSIGNMENT = /(?:^|[\s|])([A-Za-z_][\w.-]*)=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s;&|]*))/g

/** Variables that an instruction sets, whose values look like secrets, and tokens in it. */
export function findInInstruction(text: string): SecretMatch[] {
  const found = findSecrets(text, VALUE_RULES)
  for (const match of text.matchAll(WORD_ASSIGNMENT)) {
    const [whole, name = '', double = '', single = '', bare = ''] = match
    const value = double || single || bare
    if (value === '' || !isSecretVariable(name, value)) continue
    const start = match.index + whole.lastIndexOf(value)
    if (!found.some((other) => other.start < start + value.length && start < other.end))
      found.push({ rule: VARIABLE_RULE, start, end: start + value.length })
  }
  return found
}

/** Beginnings of tokens that say what they are. */
const PUBLIC_PREFIX =
  /^(?:gh[pousr]_|github_pat_|gl[a-z]+-|xox[a-z]-|AKIA|ASIA|AIza|GOCSPX-|[rs]k_live_|npm_|pypi-|SG\.|sk-ant-|hf_|do[opr]_v1_|hv[bsr]\.|dckr_[po]at_)/

/** A secret as it may be shown: what everybody knows that it begins with, and nothing of the rest. */
export function masked(secret: string): string {
  return `${PUBLIC_PREFIX.exec(secret)?.[0] ?? ''}••••`
}

/** A text with what was found in it masked. */
export function maskMatches(text: string, matches: readonly SecretMatch[]): string {
  let result = ''
  let at = 0
  for (const { start, end } of [...matches].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (start < at) continue
    result += text.slice(at, start) + masked(text.slice(start, end))
    at = end
  }
  return result + text.slice(at)
}

/** An instruction, or any line of a config, that may be shown to anybody. */
export function maskInstruction(text: string): string {
  return maskMatches(text, findInInstruction(text))
}
