import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import { mount } from 'svelte'
import App from './components/App.svelte'
import { AppState } from './state/app.svelte.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/contrast.css'

const target = document.getElementById('app')
const app = new AppState(window.onionskin)
// Nothing is drawn in one language and then in another.
await app.settings.start()
if (target) mount(App, { target, props: { app } })
