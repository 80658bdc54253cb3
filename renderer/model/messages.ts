import { chinese } from './messages/chinese.ts'
import { english, type Messages } from './messages/english.ts'
import { spoken } from './messages/spoken.ts'

export type { Messages } from './messages/english.ts'

/** The words of the window, in its language of this moment; `messages/english/` and `messages/chinese/` hold them. */
export const messages: Messages = spoken({ en: english, 'zh-CN': chinese })
