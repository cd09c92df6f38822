(r=>{r.classList.replace("no-js","js");try{const s=localStorage.getItem("inforce-scheme");if(s)r.dataset.mdColorScheme=s}catch{}})(document.documentElement)
