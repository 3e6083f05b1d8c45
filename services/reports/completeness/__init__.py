"""How complete a branch of the province is."""
