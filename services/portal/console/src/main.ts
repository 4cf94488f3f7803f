import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router'
import { token, watchActivity } from './state/session'
import './style.css'

watchActivity()
// Who is signed in is known before the first page is drawn.
await token()
createApp(App).use(router).mount('#app')
