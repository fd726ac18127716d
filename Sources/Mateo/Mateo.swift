import MateoCore
